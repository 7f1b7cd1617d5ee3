/** Proxies: how well other columns predict a protected attribute, and which of them do. */
package dev.gatehouse.audit.proxy;
