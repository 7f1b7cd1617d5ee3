/** Reports: the documents that people take away, as PDF and as a page, and the library in which all of them are found. */
package dev.gatehouse.governance.reports;
