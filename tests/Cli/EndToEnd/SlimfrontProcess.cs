using System.Diagnostics;
using System.Text;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>The program as a user starts it: a process with its output.</summary>
internal sealed class SlimfrontProcess : IDisposable
{
    /// <summary>The token of every node and client of the tests.</summary>
    public const string Token = "test-token";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private SlimfrontProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program's file.</summary>
    public static string File =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "slimfront.exe" : "slimfront");

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Starts the program in a folder.</summary>
    public static SlimfrontProcess Start(string folder, params string[] arguments) =>
        Start(folder, File, arguments);

    /// <summary>Starts another program, such as a shell around this one, in a folder.</summary>
    public static SlimfrontProcess Start(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["SLIMFRONT_TOKEN"] = Token;
        return new(start);
    }

    /// <summary>Runs the program to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var exitCode = process.WaitForExit();
        return (exitCode, process.Output, process.Errors);
    }

    public int WaitForExit()
    {
        if (!_process.WaitForExit(Deadline))
            throw new TimeoutException($"Still running after {Deadline}.\n{Output}\n{Errors}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Sends a signal ("TERM") and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public static int Signal(SlimfrontProcess process, string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Signals are sent with kill, which Windows has not.");
        using var kill = Start(".", "kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        return process.WaitForExit();
    }

    /// <summary>SIGKILL, or its like: the process itself and nothing else.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <summary>Waits until something is true of the process, its output or its files.</summary>
    public void Await(string what, Func<bool> isTrue)
    {
        var since = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (HasExited)
                throw new InvalidOperationException($"Ended before '{what}'.\n{Output}\n{Errors}");
            if (Stopwatch.GetElapsedTime(since) > Deadline)
                throw new TimeoutException($"Waited in vain for '{what}'.\n{Output}\n{Errors}");
            Poll.Pause();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is null)
            return;
        lock (to)
            to.AppendLine(line);
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
            return from.ToString();
    }
}
