import { commit, hrefTo } from '../state/url-state';

export function Footer() {
  return (
    <footer class="footer">
      <p>Nothing leaves your machine: all arithmetic runs in this tab, offline too.</p>
      <p>
        Apache-2.0. Licences of the <a href={hrefTo('notes')} onClick={commit}>photographs</a> and of the{' '}
        <a href="./licences.txt">libraries</a>.
      </p>
    </footer>
  );
}
