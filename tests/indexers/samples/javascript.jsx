/** Shopping cart: the page, its store and the little server behind it. */
import React, { memo, useState as useLocal } from "react";
import * as money from "./money.js";
import "./cart.css";
export { formatPrice as format } from "./money.js";

const express = require("express");
const { join, resolve: absolute } = require("node:path");
const debug = require("debug")("cart");

const PORT = process.env.PORT || 3000;
const STATIC = process.env["CART_STATIC"];
let requests = 0;

// A cart that remembers what was in it.
export class Cart extends Store {
  #items = new Map();
  limit = 99;
  onChange = (event) => this.render(event);

  static empty() {
    return new Cart();
  }

  /** Adds one item. */
  add(item) {
    if (!item) throw new CartError("nothing to add");
    this.#items.set(item.id, item);
    return this;
  }
}

/**
 * The sum of all prices.
 * @param {Item[]} items
 */
export const total = (items) => items.reduce((sum, item) => money.add(sum, item.price), 0);

export const Row = memo(({ item }) => {
  const [open, setOpen] = useLocal(false);
  return <Panel.Body open={open}><Price of={item} /><b>{item.name}</b></Panel.Body>;
});

Cart.prototype.remove = function (id) {
  function known(key) { return this.has(key); }
  return known(id);
};

// How prices are shown.
exports.show = function show(price) {
  return money.format(price);
};

const api = {
  list() { return []; },
  "clear all": async function () { await import("./clear.js"); },
};

const app = express();
app.get("/cart/:id", requireUser, api.list);
app.post('/cart', async (request, response) => { requests += 1; });

export default function* changes() {
  yield total([]); // FIXME: ask for the real ones
}
