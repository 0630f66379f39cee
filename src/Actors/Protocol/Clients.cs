using Slimfront.Search.Studies;

namespace Slimfront.Actors.Protocol;

// The conversation between a node's HTTP gateway and the coordinator, which may be on another node. What the coordinator knows is
// read from the feed beside it: a gateway that is not beside the coordinator redirects its client to it.

/// <summary>Asks where the active coordinator is. Answered with <see cref="CoordinatorAt"/>.</summary>
public sealed record WhereIsCoordinator : IWire;

/// <summary>Where the active coordinator is.</summary>
/// <param name="Source">Base address of its node's HTTP service.</param>
/// <param name="Epoch">Its epoch.</param>
public sealed record CoordinatorAt(string Source, long Epoch) : IWire;

/// <summary>What a client asks of a study. Answered with <see cref="Accepted"/> or <see cref="Rejected"/>. Local only.</summary>
public interface IStudyRequest;

/// <summary>Begins a study, or goes on with it where one of that name and spec exists. Local only.</summary>
/// <param name="Spec">The resolved request.</param>
public sealed record Submit(StudySpec Spec) : IStudyRequest;

/// <summary>Asks a study to stop suggesting and to finish up. Local only.</summary>
/// <param name="Study">Its name.</param>
/// <param name="Reason">One line.</param>
public sealed record StopStudy(string Study, string Reason) : IStudyRequest;

/// <summary>Asks a study to stand still: what runs leaves a checkpoint and ends, and nothing starts. Local only.</summary>
/// <param name="Study">Its name.</param>
/// <param name="Reason">One line.</param>
public sealed record PauseStudy(string Study, string Reason) : IStudyRequest;

/// <summary>Asks a paused study to go on. Local only.</summary>
/// <param name="Study">Its name.</param>
/// <param name="Reason">One line.</param>
public sealed record ContinueStudy(string Study, string Reason) : IStudyRequest;

/// <summary>Answer to a request that was carried out. Local only.</summary>
/// <param name="Text">One line.</param>
public sealed record Accepted(string Text);

/// <summary>Answer to a request that was not. Local only.</summary>
/// <param name="Reason">One line: what was asked, what is wrong, what exists.</param>
public sealed record Rejected(string Reason);
