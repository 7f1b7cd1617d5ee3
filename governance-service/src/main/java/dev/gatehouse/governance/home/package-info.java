/** Where people arrive: what waits for them, and how the inventory stands. Only reads; what others own is asked for in SQL. */
package dev.gatehouse.governance.home;
