using Akka.Configuration;
using Akka.TestKit;

namespace Slimfront.Actors.Tests.Support;

/// <summary>Akka's TestKit under NUnit; one for each test, since NUnit uses a fixture for all of its tests.</summary>
internal sealed class Kit : TestKitBase, IDisposable
{
    private static readonly Config InMemory = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          persistence.journal.plugin = "akka.persistence.journal.inmem"
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """
    );

    public Kit(Config? configuration = null)
        : base(
            new Assertions(),
            (configuration ?? ConfigurationFactory.Empty).WithFallback(InMemory),
            null,
            null
        ) { }

    public void Dispose() => Shutdown(Sys);

    // An AssertionException is thrown, never Assert called: NUnit records a failed Assert even where the kit tries again.
    private sealed class Assertions : ITestKitAssertions
    {
        public void Fail(string format = "", params object[] args) => throw Failure(format, args);

        public void AssertTrue(bool condition, string format = "", params object[] args)
        {
            if (!condition)
                throw Failure(format, args);
        }

        public void AssertFalse(bool condition, string format = "", params object[] args) =>
            AssertTrue(!condition, format, args);

        public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args) =>
            AssertEqual(expected, actual, EqualityComparer<T>.Default.Equals, format, args);

        public void AssertEqual<T>(
            T expected,
            T actual,
            Func<T, T, bool> comparer,
            string format = "",
            params object[] args
        )
        {
            if (!comparer(expected, actual))
                throw new AssertionException(
                    $"{Failure(format, args).Message} Expected {expected}, was {actual}."
                );
        }

        public Exception AssertThrows(Action action) => AssertThrows<Exception>(action);

        public TException AssertThrows<TException>(Action action)
            where TException : Exception
        {
            try
            {
                action();
            }
            catch (TException e)
            {
                return e;
            }

            throw new AssertionException($"No {typeof(TException).Name} was thrown.");
        }

        public Task<Exception> AssertThrowsAsync(Func<Task> action) => AssertThrowsAsync<Exception>(action);

        public async Task<TException> AssertThrowsAsync<TException>(Func<Task> action)
            where TException : Exception
        {
            try
            {
                await action();
            }
            catch (TException e)
            {
                return e;
            }

            throw new AssertionException($"No {typeof(TException).Name} was thrown.");
        }

        private static AssertionException Failure(string format, object[] args) =>
            new(args is { Length: > 0 } ? string.Format(format, args) : format);
    }
}
