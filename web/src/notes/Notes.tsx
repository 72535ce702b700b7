export function Notes() {
  return <h1>How it works</h1>;
}
