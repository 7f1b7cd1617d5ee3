/** Signed route snapshots: what a gateway may serve, from the control plane to the gateway's disk. */
package dev.gatehouse.approval.route;
