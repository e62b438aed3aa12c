/** Programs that draw the point cloud: coverage first, colours last. */
import { middle, rim, rimRatio } from './view';

/** Sum of what points cover: red the light squares, green the dark ones. Sums know no order, so slices can come in any. */
const points = {
  vertex: `#version 300 es
layout(location = 0) in vec2 place;
uniform vec2 centre;
uniform vec2 centreRest;
uniform vec2 scale;
uniform float size;
void main() {
  gl_Position = vec4(((place - centre) - centreRest) * scale, 0.0, 1.0);
  gl_PointSize = size;
}`,
  fragment: `#version 300 es
precision highp float;
uniform float size;
uniform float halfSide;
out vec2 covered;
float share(vec2 away, float reach) {
  vec2 across = clamp(min(away + 0.5, reach) - max(away - 0.5, -reach), 0.0, 1.0);
  return across.x * across.y;
}
void main() {
  vec2 away = (gl_PointCoord - 0.5) * size;
  covered = vec2(share(away, halfSide), share(away, halfSide * ${rimRatio.toFixed(1)}));
}`,
};

const colour = ({ red, green, blue }: typeof middle): string =>
  `vec3(${[red, green, blue].map((part) => (part / 255).toFixed(4)).join(', ')})`;

/** Colours of the sums, premultiplied; one triangle that covers everything. */
const colours = {
  vertex: `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
uniform sampler2D sums;
uniform float opacity;
out vec4 shown;
void main() {
  vec2 covered = texelFetch(sums, ivec2(gl_FragCoord.xy), 0).rg;
  float light = opacity * covered.r;
  float dark = ${rim.opacity.toFixed(4)} * covered.g * (1.0 - covered.r);
  shown = vec4(light * ${colour(middle)} + dark * ${colour(rim)}, light + dark);
}`,
};

function build(gl: WebGL2RenderingContext, { vertex, fragment }: typeof points): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('The context makes no shaders.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The shaders do not link: ${gl.getProgramInfoLog(program) ?? 'no reason given'}`);
  }
  return program;
}

const uniforms = ['centre', 'centreRest', 'scale', 'size', 'halfSide'] as const;

export interface CloudPrograms {
  readonly points: WebGLProgram;
  /** Uniforms of `points`. */
  readonly at: Readonly<Record<(typeof uniforms)[number], WebGLUniformLocation | null>>;
  readonly colours: WebGLProgram;
  readonly opacity: WebGLUniformLocation | null;
}

/** @throws Error where the driver refuses them */
export function buildPrograms(gl: WebGL2RenderingContext): CloudPrograms {
  const [first, second] = [build(gl, points), build(gl, colours)];
  const at = Object.fromEntries(uniforms.map((name) => [name, gl.getUniformLocation(first, name)]));
  return {
    points: first,
    at: at as CloudPrograms['at'],
    colours: second,
    opacity: gl.getUniformLocation(second, 'opacity'),
  };
}
