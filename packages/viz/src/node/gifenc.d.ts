declare module "gifenc" {
  export type Palette = number[][];
  export type FrameOptions = {
    palette: Palette;
    delay: number;
    repeat: number;
    dispose?: number;
    transparent?: boolean;
    transparentIndex?: number;
  };
  export type Encoder = {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  export type Gifenc = {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array | Uint8ClampedArray, maxColors: number): Palette;
    applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: Palette): Uint8Array;
  };
  const gifenc: Gifenc;
  export { gifenc as default };
}
