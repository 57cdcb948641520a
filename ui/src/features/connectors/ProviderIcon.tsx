/** A provider's icon, drawn as an image so that its markup cannot act. */

interface Props {
  svg: string | undefined;
  size?: number;
}

export function ProviderIcon({ svg, size = 24 }: Props) {
  if (svg === undefined || svg === "") {
    return null;
  }
  return (
    <img
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      alt=""
      width={size}
      height={size}
      style={{ flex: "none" }}
    />
  );
}
