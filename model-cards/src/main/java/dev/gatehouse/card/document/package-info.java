/** Documents other than the card, from the same building blocks: a {@link dev.gatehouse.card.document.Document} in, page and PDF out. */
package dev.gatehouse.card.document;
