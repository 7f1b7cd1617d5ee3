/** What a route served at a moment of the past, and by whose word. */
package dev.gatehouse.governance.served;
