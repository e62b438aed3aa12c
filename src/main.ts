/** Entry of the app: mounts the screens and has the service worker keep the site for work without a network. */
import { mount } from 'svelte';
import { connect } from './app/connect';
import { keepForOffline, offlineReady } from './app/page/offline';
import App from './ui/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no element “app”.');

mount(App, { target, props: { services: connect(), offlineReady } });
keepForOffline();
