"""The local page: a sheet is dropped, understood, screened and decided on in a browser, with the calls of the library.

How it hangs together:

    server      listens on loopback, prints the link that lets a browser in; connection: how many there may be, how long silent
    running     the note by which a second start finds the server that runs
    guard       refuses what does not come from our own page; entrance: links that work once, and sessions
    desk        what is on it: a Job for each table that was dropped, in a private folder
    worker      a process a table, in which a Bench reads, screens and writes; it can be stopped at any moment
    choices     what the officer corrected; understanding: how the table is read so, before it is screened
    pages/      a file a page: routes, what each shows; templates/, assets/, texts/ are what they are made of
"""
