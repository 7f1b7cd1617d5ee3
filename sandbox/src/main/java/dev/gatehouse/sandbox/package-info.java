/** The whole system on one machine: the demo, the acceptance tests and the browser tests. */
package dev.gatehouse.sandbox;
