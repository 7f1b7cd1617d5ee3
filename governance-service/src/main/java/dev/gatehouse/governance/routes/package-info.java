/** Deployments: which permitted version a route serves, and the signed snapshot of all routes that gateways obey. */
package dev.gatehouse.governance.routes;
