/** The database schema (Flyway SQL) and a real PostgreSQL at that schema for tests and the demo. */
package dev.gatehouse.migrations;
