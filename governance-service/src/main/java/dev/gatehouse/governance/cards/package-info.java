/** Model cards: assembled from what is registered, given as evidence, and printed with the board's decision. */
package dev.gatehouse.governance.cards;
