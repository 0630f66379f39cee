namespace Slimfront.Search.Samplers.Modelling;

/// <summary>A belief about one loss: normal, or known exactly where the deviation is 0.</summary>
internal readonly record struct Belief(double Mean, double Deviation);
