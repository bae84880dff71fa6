// The only file that names the vendored libraries.
import { h, render, Fragment } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { batch, computed, effect, signal } from '@preact/signals';
import htm from 'htm';

const html = htm.bind(h);

export {
  Fragment, batch, computed, effect, html, render, signal, useEffect, useLayoutEffect, useMemo, useRef, useState,
};
