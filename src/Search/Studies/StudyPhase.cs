namespace Slimfront.Search.Studies;

/// <summary>Where a study stands.</summary>
public enum StudyPhase
{
    /// <summary>Trials are suggested and run.</summary>
    Searching,

    /// <summary>The baselines of the front are run.</summary>
    Comparing,

    /// <summary>No more trials are suggested; those in flight are given up.</summary>
    Stopping,

    /// <summary>The models of the front, and what they are compared with, are measured on the test split.</summary>
    Testing,

    /// <summary>Nothing is left to do.</summary>
    Finished,
}
