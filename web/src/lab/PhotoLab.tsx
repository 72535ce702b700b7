export function PhotoLab() {
  return <h1>Photograph</h1>;
}
