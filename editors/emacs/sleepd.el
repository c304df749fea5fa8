;;; sleepd.el --- Answers about a repository, with the lines that prove them  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: Apache-2.0
;; Package-Requires: ((emacs "28.1"))

;;; Commentary:

;; With eglot, sleepd is the server of every mode for which eglot knows no other.  Eglot runs one server in a buffer, so
;; elsewhere `sleepd-ask' asks beside it.

;;; Code:

(require 'compile)

(defcustom sleepd-program "sleepd"
  "The program to ask."
  :type 'string
  :group 'tools)

(defvar eglot-server-programs)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `((prog-mode text-mode) . (,sleepd-program "lsp")) t))

(defvar sleepd-answer-error-regexp-alist '(("^  \\([^ \n][^:\n]*\\):\\([0-9]+\\)\\(?:  \\|$\\)" 1 2))
  "What in an answer is a place.")

(define-compilation-mode sleepd-answer-mode "sleepd"
  "An answer; \\[next-error] goes to the lines that prove it.")

;;;###autoload
(defun sleepd-ask (question)
  "Ask QUESTION about the repository of this buffer."
  (interactive
   (let* ((symbol (thing-at-point 'symbol t))
          (default (and symbol (concat "who calls " symbol))))
     (list (read-string (format-prompt "Ask" default) nil nil default))))
  (let ((process-connection-type nil))  ; A terminal would be answered in colours.
    (compilation-start (concat (shell-quote-argument sleepd-program) " ask " (shell-quote-argument question))
                       #'sleepd-answer-mode)))

(provide 'sleepd)

;;; sleepd.el ends here
