# Weekly notifications as one long table, from data/sex_prefecture.rda of the R package jpinfect.
#   Rscript notifications.R sex_prefecture.rda notifications.csv
arguments <- commandArgs(trailingOnly = TRUE)
held <- new.env()
load(arguments[1], envir = held)
wide <- get(ls(held)[1], envir = held)
wide <- wide[wide$prefecture != "Total", ]
totals <- grep(" \\(total\\)$", names(wide), value = TRUE)
long <- do.call(rbind, lapply(totals, function(column) {
  data.frame(prefecture = wide$prefecture, date = as.Date(wide$date),
             disease = sub(" \\(total\\)$", "", column), y = wide[[column]])
}))
long$y[is.na(long$y)] <- -1
write.csv(long, arguments[2], row.names = FALSE)
