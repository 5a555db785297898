/**
 * How the models of the YOLO family say what they see. Boxes are in pixels of the model's picture.
 * v8 (also v9, v11, v12): [1, 4 + classes, anchors], a box's middle, width and height, then a score for each class.
 * v5 (also v7): [1, anchors, 5 + classes], with a score for there being anything before those of the classes.
 * v10 (also v26): [1, boxes, 6], two corners, score and class; each thing has one box already.
 */
export const yoloLayouts = ['v8', 'v5', 'v10'] as const;
export type YoloLayout = (typeof yoloLayouts)[number];
