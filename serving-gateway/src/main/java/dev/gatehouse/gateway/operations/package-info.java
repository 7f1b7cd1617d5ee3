/** What operators see and what starts the parts: wiring, health and status. */
package dev.gatehouse.gateway.operations;
