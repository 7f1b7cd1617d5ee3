/** The commands {@code ./gatehouse tier} and {@code ./gatehouse pack check}: risk tiering without a server. */
package dev.gatehouse.risk.command;
