namespace Slimfront.Search.Studies;

/// <summary>A trial of the front and one of the simpler recipes it must beat.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Kind">What is simpler about the other recipe.</param>
/// <param name="Baseline">The trial of the simpler recipe, maybe an earlier one; null where it is refused.</param>
/// <param name="Refusal">Why there is none; else empty.</param>
public sealed record BaselineLink(TrialNumber Trial, string Kind, TrialNumber? Baseline, string Refusal = "");
