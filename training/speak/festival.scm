;; Says one text, writes its wave, and prints the start and end of every token's words.
(define (podscribe_word word)
  (format t "word %f %f\n"
    (item.feat word "R:SylStructure.daughter1.daughter1.R:Segment.segment_start")
    (item.feat word "R:SylStructure.daughtern.daughtern.R:Segment.segment_end")))

(define (podscribe_token token)
  (if (string-equal "1" (item.feat token "podscribe_top"))
      (begin
        (format t "token\n")
        (mapcar podscribe_word (item.daughters token)))))

(define (podscribe_mark token)
  (if token
      (begin
        (item.set_feat token "podscribe_top" 1)
        (podscribe_mark (item.next token)))))

(define (podscribe_say text path)
  (let ((utterance (utt.synth (eval (list 'Utterance 'Text text)))))
    (podscribe_mark (utt.relation.first utterance 'Token))
    (mapcar podscribe_token (utt.relation.items utterance 'Token))
    (utt.save.wave utterance path 'riff)
    (format t "done\n")
    (fflush nil)))
