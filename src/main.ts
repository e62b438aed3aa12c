/** Entry of the app: mounts the screens and has the service worker keep the site for work without a network. */
import { mount } from 'svelte';
import { connect } from './services/connect';
import { keepForOffline, offlineReady } from './services/offline';
import App from './ui/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no element “app”.');

mount(App, { target, props: { services: connect(), offlineReady } });
keepForOffline();
