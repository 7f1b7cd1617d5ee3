/** The request path: admit, forward, record, answer. Bodies are bytes here; nothing parses them. */
package dev.gatehouse.gateway.inference;
