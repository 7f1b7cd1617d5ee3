/** The demo's use case on real data: rows of card holders, and two models of who will miss the next payment. */
package dev.gatehouse.sandbox.credit;
