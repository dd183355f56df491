package dev.byol.api.resolved;

/**
 * How the two views of a picture are made.
 *
 * @param imageSize side of a view, in pixels
 * @param cropMinArea smallest crop, as a share of the picture
 * @param cropMaxArea largest crop, as a share of the picture
 * @param view1 first view
 * @param view2 second view
 */
public record AugmentationSettings(
    int imageSize,
    double cropMinArea,
    double cropMaxArea,
    ViewSettings view1,
    ViewSettings view2) {}
