/** An audit report for people: one HTML file, charts as SVG, and text for a terminal. */
package dev.gatehouse.audit.page;
