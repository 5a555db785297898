"""Reads raw gray frames from standard input and writes OpenCV's MOG2 foreground of each: mog2.py WIDTH HEIGHT."""

import sys

import cv2
import numpy

width, height = int(sys.argv[1]), int(sys.argv[2])
cv2.setNumThreads(1)
subtractor = cv2.createBackgroundSubtractorMOG2()
while True:
    frame = sys.stdin.buffer.read(width * height)
    if len(frame) < width * height:
        break
    foreground = subtractor.apply(numpy.frombuffer(frame, numpy.uint8).reshape(height, width))
    # 127 marks what it takes for shadows.
    sys.stdout.buffer.write((foreground == 255).astype(numpy.uint8).tobytes())
