/** What this gateway may serve: signed snapshots, the permits in them, and whether each upstream serves the permitted bytes. */
package dev.gatehouse.gateway.routing;
