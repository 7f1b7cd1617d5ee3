/** The way of records from the outcome log into PostgreSQL: each arrives exactly once. */
package dev.gatehouse.gateway.shipping;
