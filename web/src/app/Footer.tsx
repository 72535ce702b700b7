export function Footer() {
  return (
    <footer class="footer">
      <p>Nothing leaves your machine: all arithmetic runs in this tab, offline too.</p>
      <p>
        Apache-2.0. <a href="./photos/README.md">Sources and licences of the photographs</a>
      </p>
    </footer>
  );
}
