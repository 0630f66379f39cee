namespace Slimfront.Engine.Networks;

/// <summary>A part of a flat tensor.</summary>
/// <param name="Start">Its first place.</param>
/// <param name="Length">How many places it has.</param>
public readonly record struct Segment(int Start, int Length);
