using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.RunnerStub;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Runners;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunnerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Runner _runner = new(Stub.Options(), TimeProvider.System);

    [Test]
    public async Task A_stage_is_done_and_the_process_stays_warm()
    {
        var first = await Do("write");
        var second = await Do("write");

        Assert.That(File.ReadAllText(_folder["out"]), Is.EqualTo("artifact"));
        Assert.That(Pid(second), Is.EqualTo(Pid(first)));
        Assert.That(((RunEnd.Completed)first).Measures.Values["accuracy"], Is.EqualTo(0.5));
    }

    [Test]
    public async Task What_an_executor_prints_does_not_reach_the_protocol() =>
        Assert.That(await Do("print"), Is.InstanceOf<RunEnd.Completed>());

    [Test]
    public async Task A_killed_runner_loses_one_attempt_and_tells_the_signal()
    {
        var end = await Do("kill");

        Assert.That(end, Is.InstanceOf<RunEnd.Crashed>());
        Assert.That(
            ((RunEnd.Crashed)end).Reason,
            Does.Contain(OperatingSystem.IsWindows() ? "exit" : "SIGKILL")
        );
        Assert.That(await Do("write"), Is.InstanceOf<RunEnd.Completed>());
    }

    [Test]
    public async Task A_native_crash_tells_what_was_said_last()
    {
        var end = (RunEnd.Crashed)await Do("fail-fast");

        Assert.That(end.Reason, Does.Contain("the native library gave up"));
        Assert.That(end.Reason, Does.Not.Contain("\n"));
    }

    [Test]
    public async Task An_exit_tells_its_code_and_the_end_of_standard_error() =>
        Assert.That(
            await Do("exit"),
            Is.EqualTo(new RunEnd.Crashed("The runner ended with exit code 7: first line | last line"))
        );

    [Test]
    public async Task Garbage_on_the_pipe_is_a_clear_error()
    {
        var end = (RunEnd.Crashed)await Do("garbage");

        Assert.That(end.Reason, Does.StartWith("The runner broke the protocol"));
        Assert.That(await Do("write"), Is.InstanceOf<RunEnd.Completed>());
    }

    [Test]
    public async Task An_error_is_told_with_its_trace()
    {
        var end = (RunEnd.Failed)await Do("throw");

        Assert.That(end.Reason, Is.EqualTo("InvalidOperationException: shapes do not match"));
        Assert.That(end.Detail, Does.Contain("at Slimfront.RunnerStub"));
    }

    [Test]
    public async Task A_refusal_is_told() =>
        Assert.That(await Do("refuse"), Is.EqualTo(new RunEnd.Refused("no such operation")));

    [TestCase("disk-full", "full")]
    [TestCase("device-gone", "no CUDA device")]
    public async Task A_fault_of_the_slot_is_not_the_stage_s(string operation, string reason)
    {
        var end = (RunEnd.Unfit)await Do(operation);

        Assert.That(end.Reason, Does.Contain(reason));
    }

    [Test]
    public async Task A_stage_that_takes_too_long_is_killed()
    {
        var end = await Do("hang", new(Time: TimeSpan.FromMilliseconds(300)));

        Assert.That(end, Is.EqualTo(new RunEnd.Exceeded("took longer than its limit of 0.3 s")));
        Assert.That(await Do("write"), Is.InstanceOf<RunEnd.Completed>());
    }

    [Test]
    public async Task A_runner_that_neither_says_nor_does_anything_is_taken_for_dead()
    {
        await using var runner = new Runner(Impatient, TimeProvider.System);
        var end = await Do(runner, Work("hang"), new());

        Assert.That(((RunEnd.Exceeded)end).Reason, Does.StartWith("said nothing and did nothing for 2 s"));
        Assert.That(await Do(runner, Work("write"), new()), Is.InstanceOf<RunEnd.Completed>());
    }

    [Test]
    public async Task A_runner_that_says_nothing_and_works_is_left_alone()
    {
        // Long enough for a busy machine to give it some of the processor within the limit.
        var options = Impatient with
        {
            IdleLimit = TimeSpan.FromSeconds(3),
        };
        await using var runner = new Runner(options, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var run = runner.ExecuteAsync(Work("spin"), new(), (_, _) => { }, stop.Token, CancellationToken.None);
        await Eventually.True(() => File.Exists(_folder["out"]), "the stage runs");
        using var process = Process.GetProcessById(Pid(_folder["out"]));
        await Eventually.True(
            () => run.IsCompleted || Refreshed(process).TotalProcessorTime > 1.5 * options.IdleLimit,
            "it works for long",
            TimeSpan.FromMinutes(2)
        );
        Assert.That(run.IsCompleted, Is.False);
        await stop.CancelAsync();

        Assert.That(await run, Is.EqualTo(new RunEnd.Stopped(HasCheckpoint: true)));
    }

    // A dump into a pipe that nobody reads never ends, and the runtime waits for it.
    [Test]
    public async Task A_runner_that_hangs_while_it_writes_its_crash_dump_is_killed_all_the_same()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Pipes are files on Linux.");
        using (var make = Process.Start("mkfifo", [_folder["dump"]]))
            await make.WaitForExitAsync();
        var options = Impatient with
        {
            Environment = Impatient
                .Environment.Add("DOTNET_DbgEnableMiniDump", "1")
                .Add("DOTNET_DbgMiniDumpName", _folder["dump"]),
        };
        await using var runner = new Runner(options, TimeProvider.System);
        var end = await Do(runner, Work("fail-fast"), new());

        // The dumper may have said something on the runner's pipe before.
        Assert.That(end, Is.InstanceOf<RunEnd.Exceeded>().Or.InstanceOf<RunEnd.Crashed>());
        Assert.That(await Do(runner, Work("write"), new()), Is.InstanceOf<RunEnd.Completed>());
    }

    [Test]
    public async Task A_stage_that_takes_too_much_memory_is_killed()
    {
        var work = Work("memory") with { Stage = Script.Stage("memory", ("mib", Value.Of(400))) };
        var end = await Do(work, new(MemoryBytes: 300L << 20));

        Assert.That(((RunEnd.Exceeded)end).Reason, Does.Contain("its limit is 300 MiB"));
    }

    [Test]
    public async Task A_stopped_stage_leaves_a_checkpoint_and_a_warm_process()
    {
        var pid = Pid(await Do("write"));
        using var stop = new CancellationTokenSource();
        var seen = new List<string>();
        var end = await _runner.ExecuteAsync(
            Work("wait"),
            new(),
            (_, text) =>
            {
                seen.Add(text);
                stop.Cancel();
            },
            stop.Token,
            CancellationToken.None
        );

        Assert.That(end, Is.EqualTo(new RunEnd.Stopped(HasCheckpoint: true)));
        Assert.That(File.ReadAllText(_folder["checkpoint"]), Is.EqualTo("so far"));
        Assert.That(seen, Does.Contain("step 0"));
        Assert.That(Pid(await Do("write")), Is.EqualTo(pid));
    }

    [Test]
    public async Task A_stage_that_does_not_listen_is_killed_when_told_to()
    {
        using var kill = new CancellationTokenSource();
        var run = _runner.ExecuteAsync(Work("hang"), new(), (_, _) => { }, kill.Token, kill.Token);
        await Eventually.True(() => File.Exists(_folder["out"]), "the stage runs");
        await kill.CancelAsync();

        Assert.That(await run, Is.EqualTo(new RunEnd.Stopped(HasCheckpoint: false)));
    }

    [Test]
    public async Task A_program_that_does_not_exist_makes_the_slot_unfit()
    {
        await using var runner = new Runner(new() { FileName = _folder["none"] }, TimeProvider.System);
        var end = await Do(runner, Work("write"), new());

        Assert.That(
            ((RunEnd.Unfit)end).Reason,
            Does.StartWith($"The runner '{_folder["none"]}' cannot be started")
        );
    }

    [Test]
    public async Task A_runner_that_dies_at_once_makes_the_slot_unfit()
    {
        await using var runner = new Runner(Stub.Options("die"), TimeProvider.System);
        var end = await Do(runner, Work("write"), new());

        Assert.That(
            end,
            Is.EqualTo(
                new RunEnd.Unfit(
                    "The runner did not start. The runner ended with exit code 7: no library of that name"
                )
            )
        );
    }

    [Test]
    public async Task A_runner_that_never_says_ready_makes_the_slot_unfit()
    {
        var options = Stub.Options("mute") with { StartLimit = TimeSpan.FromMilliseconds(300) };
        await using var runner = new Runner(options, TimeProvider.System);
        var end = await Do(runner, Work("write"), new());

        Assert.That(((RunEnd.Unfit)end).Reason, Does.Contain("was not ready after"));
    }

    [Test]
    public async Task A_killed_node_leaves_no_runner_behind()
    {
        var file = _folder["pid"];
        using var node = Process.Start(Stub.Program, ["parent", file]);
        await Eventually.True(() => File.Exists(file), "the runner works");
        using var child = Process.GetProcessById(Pid(file));
        Assert.That(child.HasExited, Is.False);

        node.Kill();

        await Eventually.True(() => child.HasExited, "the runner ended with its node");
        await node.WaitForExitAsync();
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    [TestCase("HUP")]
    public async Task A_signal_to_the_whole_group_does_not_end_a_stage(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no such signals.");
        var pid = Pid(await Do("write"));
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var run = _runner.ExecuteAsync(
            Work("wait"),
            new(),
            (_, _) => Interlocked.Increment(ref steps),
            stop.Token,
            CancellationToken.None
        );
        await Eventually.True(() => steps > 0, "the stage runs");
        using (var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]))
            await kill.WaitForExitAsync();
        var seen = steps;
        await Eventually.True(() => steps > seen || run.IsCompleted, "the stage goes on");
        await stop.CancelAsync();

        Assert.That(await run, Is.EqualTo(new RunEnd.Stopped(HasCheckpoint: true)));
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        _folder.Dispose();
    }

    // Long enough for a runner that does start on a busy machine to be heard of.
    private static RunnerOptions Impatient { get; } =
        Stub.Options() with
        {
            IdleLimit = TimeSpan.FromSeconds(2),
        };

    private static int Pid(string file) => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    private static Process Refreshed(Process process)
    {
        process.Refresh();
        return process;
    }

    private static int Pid(RunEnd end) => (int)((RunEnd.Completed)end).Measures.Observations["pid"];

    private StageWork Work(string operation) => Script.Work(operation, _folder["out"], _folder["checkpoint"]);

    private Task<RunEnd> Do(string operation, AttemptLimits? limits = null) =>
        Do(Work(operation), limits ?? new());

    private Task<RunEnd> Do(StageWork work, AttemptLimits limits) => Do(_runner, work, limits);

    private static Task<RunEnd> Do(Runner runner, StageWork work, AttemptLimits limits) =>
        runner.ExecuteAsync(work, limits, (_, _) => { }, CancellationToken.None, CancellationToken.None);
}
