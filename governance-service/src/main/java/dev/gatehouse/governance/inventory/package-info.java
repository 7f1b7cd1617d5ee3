/** The inventory as a whole: search, filters, saved views, files in and out. */
package dev.gatehouse.governance.inventory;
