/** Where a version comes from and where it went: from its data to the labels of what it predicted. Only reads. */
package dev.gatehouse.governance.lineage;
