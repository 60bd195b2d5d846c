import { client } from '@/client/client.gen';

/** What the server says in words, it says in the language of the page. */
export function askInLanguageOfPage(request: Request): Request {
  request.headers.set('Accept-Language', document.documentElement.lang || 'en');
  return request;
}

client.interceptors.request.use(askInLanguageOfPage);
