/** Search across everything that the caller may open. */
package dev.gatehouse.governance.search;
