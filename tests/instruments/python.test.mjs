// What instruments print is coloured as the pages are.

import assert from "node:assert/strict"
import { test } from "node:test"

import { coloured } from "../../docs/theme/javascripts/instruments/python.mjs"
import { fixtures } from "./fixtures.mjs"

test("the colours are those of the pages", () => {
  for (const { code, html } of fixtures("python")) {
    const written = coloured(code).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
    assert.equal(written, html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"))
  }
})
