// A section that has moved leaves its id to a link in its place, which an address that names it follows at once.
function follow() {
  const link = document.getElementById(location.hash.slice(1))
  if (link?.matches("a.moved")) location.replace(link.href)
}

follow()
addEventListener("hashchange", follow)
