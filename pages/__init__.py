"""What is known of a repository as a site to read: files that need neither sleepd nor a server nor scripts."""
