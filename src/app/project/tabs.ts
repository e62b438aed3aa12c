/**
 * One reward in several tabs: one of them writes, the others follow it live and take over when it is gone, or when a person
 * asks. The lock says who writes; a channel says what has changed and who wants to.
 */
import type { Clock } from '../../basics/clock';
import { requestProject, type ProjectLock } from '../../store/project-locks';
import type { ProjectChange } from './events';

type Message =
  | { readonly say: 'changed'; readonly what: ProjectChange }
  /** A tab wants to write: whoever does lets go, whoever waits steps back behind it. */
  | { readonly say: 'wanted' };

export interface TabHooks {
  /** Another tab has changed what is stored. */
  changed(what: ProjectChange): void;
  /** This tab writes from now on, or does not any more. */
  role(): void;
  /** Writes down what waits, before another tab may. */
  letGo(): Promise<void>;
}

/** A tab that comes just after another was closed need not be told of it. */
const graceMs = 300;
/** A tab that does not let go within this time is frozen or broken. */
const patienceMs = 3000;

export class ProjectTabs {
  private readonly channel: BroadcastChannel;
  private lock: ProjectLock;
  private granted: () => void = () => undefined;
  private left = false;
  writer = false;

  constructor(
    private readonly rewardId: string,
    private readonly hooks: TabHooks,
    private readonly clock: Clock,
  ) {
    this.channel = new BroadcastChannel(`truewheel-project:${rewardId}`);
    this.channel.onmessage = ({ data }: MessageEvent<Message>) => void this.hear(data);
    this.lock = this.request('wait');
  }

  /** Resolves when it is known who writes. */
  async settled(): Promise<void> {
    if (!this.writer) await Promise.race([this.nextGrant(), this.clock.sleep(graceMs)]);
  }

  /** Tells the other tabs. */
  announce(what: ProjectChange): void {
    this.channel.postMessage({ say: 'changed', what } satisfies Message);
  }

  /** Makes this tab the one that writes. */
  async takeOver(): Promise<void> {
    if (this.writer) return;
    const grant = this.nextGrant();
    this.channel.postMessage({ say: 'wanted' } satisfies Message);
    await Promise.race([grant, this.clock.sleep(patienceMs)]);
    if (this.isWriter() || this.left) return;
    await this.lock.release();
    const forced = this.nextGrant();
    this.lock = this.request('steal');
    await forced;
  }

  async leave(): Promise<void> {
    this.left = true;
    this.writer = false;
    this.channel.close();
    await this.lock.release();
  }

  /** Asked anew: it may have changed while something was waited for. */
  private isWriter(): boolean {
    return this.writer;
  }

  private nextGrant(): Promise<void> {
    return new Promise((resolve) => (this.granted = resolve));
  }

  private request(how: 'wait' | 'steal'): ProjectLock {
    return requestProject(
      this.rewardId,
      {
        granted: () => {
          if (this.left) return;
          this.writer = true;
          this.granted();
          this.hooks.role();
        },
        lost: () => {
          this.writer = false;
          if (this.left) return;
          this.lock = this.request('wait');
          this.hooks.role();
        },
      },
      how,
    );
  }

  private async hear(message: Message): Promise<void> {
    if (message.say === 'changed') return this.hooks.changed(message.what);
    const wrote = this.writer;
    if (wrote) await this.hooks.letGo();
    if (this.left) return;
    this.writer = false;
    const before = this.lock;
    // Behind the tab that asked.
    await before.release();
    if (!wrote) await this.clock.sleep(graceMs);
    if (this.left || this.lock !== before) return;
    this.lock = this.request('wait');
    if (wrote) this.hooks.role();
  }
}
