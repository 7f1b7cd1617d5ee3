/** Card content in; PDF, HTML and machine-readable cards out. */
package dev.gatehouse.card;
