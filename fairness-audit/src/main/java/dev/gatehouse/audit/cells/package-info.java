/** From rows to integer cells: the one aggregation of an audit, and the engines that run it. */
package dev.gatehouse.audit.cells;
