// Light or dark as the reader's system is.
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

// Shows the contract of the very service that this page came from; asks nobody else.
SwaggerUIBundle({
  url: new URL('../openapi.yaml', document.currentScript.src).href,
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
