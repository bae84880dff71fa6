// What js/lib.js takes from the vendored libraries, as far as the page uses it.
export function h(...parts: any[]): any;
export function render(node: any, into: Element): void;
export const Fragment: any;
export function useEffect(effect: () => void | (() => void), inputs?: any[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: any[]): void;
export function useMemo<T>(make: () => T, inputs?: any[]): T;
export function useRef<T>(first: T): { current: T };
export function useState<T>(first: T): [T, (next: T) => void];
export interface Signal<T> { value: T; peek(): T }
export function signal<T>(first: T): Signal<T>;
export function computed<T>(make: () => T): { readonly value: T; peek(): T };
export function effect(run: () => void | (() => void)): () => void;
export function batch<T>(run: () => T): T;
declare const htm: { bind(h: any): (strings: TemplateStringsArray, ...values: any[]) => any };
export default htm;
